from keras import layers, Sequential, Input
class L(list):
    def total(self): return sum(self)
l = L([1, 2])
l.append(4)
n = l.total() + len(l)
model = Sequential([Input((3,)), layers.Dense(n)])
