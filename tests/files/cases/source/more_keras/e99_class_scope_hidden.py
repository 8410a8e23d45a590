import keras
from keras import layers, Sequential, Input, Model
u = 4
class C:
    u = 8
    def get(self): return u
    sizes = [u for _ in range(2)]
model = Sequential([Input((10,)), layers.Dense(C().get()), layers.Dense(C.sizes[0])])
