from keras import layers, Sequential, Input
def reg(c):
    c.n = 6
    return c
@reg
class C: n = 3
n = C.n
model = Sequential([Input((3,)), layers.Dense(n)])
