import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=lambda: 4
#ALT settings: f=lambda: 7
import settings
def g(u=settings.f()): return u
model = Sequential([Input((10,)), layers.Dense(g())])
