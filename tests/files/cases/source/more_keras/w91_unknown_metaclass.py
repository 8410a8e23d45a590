import keras
from keras import layers, Sequential, Input, Model
#MOD settings: class M(type):\n    def __new__(m, n, b, d): return super().__new__(m, n, b, {**d, 'units': 9})
#ALT settings: M=type
import settings
class C(metaclass=settings.M):
    units = 4
model = Sequential([Input((10,)), layers.Dense(C.units)])
