from keras import layers, Sequential, Input
import settings
def g(): h.append(1)
h = []
settings.f(g)
h = [1, 2]
settings.g()
n = len(h)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: fs = []\nf = fs.append\ng = lambda: fs[0]()
#ALT settings: f = lambda g: 1\ng = lambda: 1
