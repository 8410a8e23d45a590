import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]\ndef hold(f): kept.append(f)\nclass X:\n    def __getattr__(s, k): kept[0](); return 1\nx = X()
#ALT settings: hold=lambda x: 0\nclass X: y=1\nx=X()
import settings
n = 4
def bump():
    global n
    n += 1
settings.hold(bump)
settings.x.y
model = Sequential([Input((10,)), layers.Dense(n)])
