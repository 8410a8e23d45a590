import keras
from keras import layers, Sequential, Input, Model
class C:
    def __init__(self): self.n = 4
    def __iadd__(self, o):
        self.n += o
        return self
c = d = C()
c += 5
model = Sequential([Input((10,)), layers.Dense(d.n)])
