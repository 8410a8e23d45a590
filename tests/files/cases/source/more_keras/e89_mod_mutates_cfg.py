import keras
from keras import layers, Sequential, Input, Model
#MOD helper: tune=lambda c: c.__setitem__('units', 32)
from helper import tune
cfg = {'units': 8}
alias = cfg
tune(alias)
model = Sequential([Input((10,)), layers.Dense(cfg['units'])])
