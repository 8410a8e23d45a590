from keras import layers, Sequential, Input
class D:
    def __get__(self, o, t=None): return 9
class C:
    n = D()
n = C().n
try: n = n + 1
except TypeError: n = 2
model = Sequential([Input((3,)), layers.Dense(n)])
