from keras import layers, Sequential, Input
def f(a, /, b, *, c=2, **d): return a + b + c + len(d)
n = f(1, b=2, c=3, a=4)
model = Sequential([Input((3,)), layers.Dense(n)])
