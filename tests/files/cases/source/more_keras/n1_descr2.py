from keras import layers, Sequential, Input
class D:
    def __set__(self, o, v): o.__dict__['m'] = v + 1
    def __get__(self, o, t=None): return o.__dict__['m']
class C:
    n = D()
c = C()
c.n = 4
n = c.n
model = Sequential([Input((3,)), layers.Dense(n)])
