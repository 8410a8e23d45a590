import keras
from keras import layers, Sequential, Input, Model
from collections import ChainMap, defaultdict, OrderedDict
base = {'units': 8}
cfg = ChainMap({'depth': 2}, base)
base['units'] = 5
d = defaultdict(lambda: 3)
d['x']
model = Sequential([Input((10,)), layers.Dense(cfg['units']), layers.Dense(d['y'] + len(d))])
