from keras import layers, Sequential, Input
class A:
    def __init__(self): self._k = 1
    @property
    def k(self): return self._k
    @k.setter
    def k(self, v): self._k = v * 2
a = A(); a.k = 3; a.k += 1
n = a.k
model = Sequential([Input((3,)), layers.Dense(n)])
