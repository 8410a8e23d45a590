import keras
from keras import layers, Sequential, Input, Model
import argparse
p = argparse.ArgumentParser()
p.add_argument('--units', type=int, default='12')
cfg = vars(p.parse_args())
cfg['units'] += 1
model = Sequential([Input((10,)), layers.Dense(cfg['units'])])
