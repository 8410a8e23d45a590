from keras import layers, Sequential, Input
import settings
class I:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if settings.f(): raise StopIteration
        return self.i
it = I()
n = 1
for x in it:
    n += x
    if n > 4: break
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
