import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append\ndef go(): kept[0][0].units = 9
#ALT settings: hold=lambda x: 0; go=lambda: 0
import settings
class C: units = 4
c = C()
xs = []
settings.hold(xs)
xs.append(c)
settings.go()
model = Sequential([Input((10,)), layers.Dense(c.units)])
