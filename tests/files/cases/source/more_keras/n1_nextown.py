from keras import layers, Sequential, Input
class I:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
n = sum(I())
model = Sequential([Input((3,)), layers.Dense(n)])
