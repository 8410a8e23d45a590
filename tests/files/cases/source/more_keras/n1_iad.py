from keras import layers, Sequential, Input
class V:
    def __init__(self, v): self.v = v
    def __iadd__(self, o): self.v += o; return self
a = b = V(2)
a += 5
n = b.v
model = Sequential([Input((3,)), layers.Dense(n)])
