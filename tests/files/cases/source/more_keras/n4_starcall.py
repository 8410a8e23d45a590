from keras import layers, Sequential, Input
a = [1, 2]; d = {'c': 5}
def f(x, y, c): return x + y * c
n = f(*a, **d)
model = Sequential([Input((3,)), layers.Dense(n)])
