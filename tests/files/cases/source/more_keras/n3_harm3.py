from keras import layers, Sequential, Input
import settings
d = {'a': 3}
def f(): return list(d.items())
settings.f(f)
n = d['a']
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda f: f()
#ALT settings: f = lambda f: 1
