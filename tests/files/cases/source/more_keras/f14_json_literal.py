import keras
from keras import layers, Sequential, Input, Model
import json
cfg = json.loads('{"units": [8, 4], "bias": false}')
model = Sequential([Input((10,)), *[layers.Dense(u, use_bias=cfg['bias']) for u in cfg['units']]])
