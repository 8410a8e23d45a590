from keras import layers, Sequential, Input
import settings
class T:
    n = 3
    def fit(self): self.n = 9
t = T()
def f(): t.fit()
settings.f(f)
n = t.n
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda f: f()
#ALT settings: f = lambda f: 1
