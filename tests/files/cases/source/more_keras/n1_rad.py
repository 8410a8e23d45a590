from keras import layers, Sequential, Input
class V:
    def __init__(self, v): self.v = v
    def __radd__(self, o): return self.v + o
n = 3 + V(4)
model = Sequential([Input((3,)), layers.Dense(n)])
