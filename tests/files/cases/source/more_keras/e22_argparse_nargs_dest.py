import keras
from keras import layers, Sequential, Input, Model
import argparse
p = argparse.ArgumentParser()
p.add_argument('-u', '--hidden-units', nargs='+', type=int, default=[8, 4])
p.add_argument('--no-bias', dest='bias', action='store_false')
p.set_defaults(hidden_units=[6])
a = p.parse_args()
model = Sequential([Input((10,))] + [layers.Dense(u, use_bias=a.bias) for u in a.hidden_units])
