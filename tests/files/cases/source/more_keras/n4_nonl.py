from keras import layers, Sequential, Input
def f():
    k = 1
    def g():
        nonlocal k
        k += 3
        return k
    g()
    return g() + k
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
