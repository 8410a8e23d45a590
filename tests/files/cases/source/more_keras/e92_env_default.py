import keras
from keras import layers, Sequential, Input, Model
import os
units = int(os.environ.get('PARAMCALC_NO_SUCH_UNITS', 8))
model = Sequential([Input((10,)), layers.Dense(units)])
