import keras
from keras import layers, Sequential, Input, Model
#MOD settings: class B:\n    def __getattribute__(s, k): return 9
#ALT settings: class B: pass
import settings
class C(settings.B):
    units = 4
model = Sequential([Input((10,)), layers.Dense(C().units)])
