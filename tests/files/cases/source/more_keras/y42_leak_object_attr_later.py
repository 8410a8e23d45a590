import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append; go=lambda: kept[0].xs.append(9)
#ALT settings: hold=lambda f: 0; go=lambda: 0
import settings
class C: pass
c = C()
settings.hold(c)
xs = [3]
c.xs = xs
settings.go()
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
