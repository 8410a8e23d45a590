import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]\ndef hold(f): kept.append(f)\nclass X:\n    def __bool__(s): kept[0](); return True\nx = X()
#ALT settings: hold=lambda x: 0; x=1
import settings
n = 4
def bump():
    global n
    n += 1
settings.hold(bump)
if settings.x: pass
model = Sequential([Input((10,)), layers.Dense(n)])
