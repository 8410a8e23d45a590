import keras
from keras import layers, Sequential, Input, Model
#MOD config: DEEP=0
import config
wide = False
model = Sequential([Input((10,)), layers.Dense(16 if wide and config.DEEP else 8)])
