import keras
from keras import layers, Sequential, Input, Model
def a():
    n = 1
    def b():
        n = 2
        def c():
            nonlocal n
            n += 5
            return n
        c()
        return n
    return b() * 10 + n
model = Sequential([Input((10,)), layers.Dense(a())])
