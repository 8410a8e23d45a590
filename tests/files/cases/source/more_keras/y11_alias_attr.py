import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
class C: units = 3
a, b = C(), C()
c = a if settings.f else b
c.units = 9
model = Sequential([Input((10,)), layers.Dense(a.units)])
