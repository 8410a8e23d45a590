from keras import layers, Sequential, Input
import settings
class T(dict):
    def items(self): self.n = 9; return []
t = T(); t.n = 4
def f(): t.items()
settings.f(f)
n = t.n
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda f: f()
#ALT settings: f = lambda f: 1
