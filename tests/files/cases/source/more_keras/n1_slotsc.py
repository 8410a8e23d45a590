from keras import layers, Sequential, Input
class C:
    __slots__ = ('a',)
c = C()
c.a = 4
try:
    c.b = 5
    n = 7
except AttributeError: n = c.a
model = Sequential([Input((3,)), layers.Dense(n)])
