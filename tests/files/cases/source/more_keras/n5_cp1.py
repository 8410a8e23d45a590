from keras import layers, Sequential, Input
import copy
class C:
    def __init__(self, k): self.k = k; self.l = [k]
    def __deepcopy__(self, memo): return C(9)
n = copy.deepcopy(C(4)).k
model = Sequential([Input((3,)), layers.Dense(n)])
