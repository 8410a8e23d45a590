import keras
from keras import layers, Sequential, Input, Model
n = 4
class C:
    def __str__(self):
        global n
        n += 1
        return 'x'
s = f'{C()}' + str(C())
model = Sequential([Input((10,)), layers.Dense(n + len(s))])
