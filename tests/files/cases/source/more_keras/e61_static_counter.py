import keras
from keras import layers, Sequential, Input, Model
class C:
    n = 0
    def __init__(self): C.n += 1
    @staticmethod
    def size(): return C.n * 4
[C() for _ in range(3)]
model = Sequential([Input((10,)), layers.Dense(C.size())])
