import keras
from keras import layers, Sequential, Input, Model
n = 4
class C:
    def __repr__(self):
        global n
        n = 8
        return 'x'
print(C())
model = Sequential([Input((10,)), layers.Dense(n)])
