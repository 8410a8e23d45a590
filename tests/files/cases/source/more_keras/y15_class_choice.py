import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
class A: units = 3
class B: units = 5
C = A if settings.f else B
class D(C): pass
model = Sequential([Input((10,)), layers.Dense(D().units)])
