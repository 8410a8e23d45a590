import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a='u'
#ALT settings: a='v'
import settings
d = {'u': 4}
d[settings.a] = 9
model = Sequential([Input((10,)), layers.Dense(d['u'])])
