from keras import layers, Sequential, Input
import functools
@functools.total_ordering
class C:
    def __init__(self, k): self.k = k
    def __eq__(self, o): return self.k == o.k
    def __lt__(self, o): return self.k < o.k
n = 4 if C(3) >= C(2) else 5
model = Sequential([Input((3,)), layers.Dense(n)])
