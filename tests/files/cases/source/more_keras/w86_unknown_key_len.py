import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a='u'
#ALT settings: a='v'
import settings
d = {'u': 4, 'w': 1}
d.pop(settings.a, None)
model = Sequential([Input((10,)), layers.Dense(d.get('u', 2)), layers.Dense(len(d))])
