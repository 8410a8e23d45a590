import keras
from keras import layers, Sequential, Input, Model
class C:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n > o.n
model = Sequential([Input((10,)), layers.Dense(sorted([C(3), C(7), C(5)])[0].n), layers.Dense(max(C(2), C(4)).n)])
