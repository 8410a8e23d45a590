import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append; go=lambda: list(kept[0].values())[0].append(9)
#ALT settings: hold=lambda f: 0; go=lambda: 0
import settings
d = {}
settings.hold(d)
xs = [3]
d['a'] = xs
settings.go()
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
