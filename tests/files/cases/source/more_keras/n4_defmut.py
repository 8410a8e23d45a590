from keras import layers, Sequential, Input
def f(l=[]):
    l.append(1)
    return len(l)
f(); n = f() + f([])
model = Sequential([Input((3,)), layers.Dense(n)])
