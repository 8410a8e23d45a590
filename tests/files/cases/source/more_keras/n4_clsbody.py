from keras import layers, Sequential, Input
k = 3
class C:
    k = 5
    def f(self): return k
    g = [k for _ in range(1)]
n = C().f() + C.g[0]
model = Sequential([Input((3,)), layers.Dense(n)])
