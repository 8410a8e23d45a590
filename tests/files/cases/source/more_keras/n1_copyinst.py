from keras import layers, Sequential, Input
import copy
class C:
    def __init__(self): self.l = [1]; self.k = 4
a = C()
b = copy.copy(a); c = copy.deepcopy(a)
b.l.append(2); c.k = 9
n = len(a.l) + len(c.l) + a.k + c.k
model = Sequential([Input((3,)), layers.Dense(n)])
