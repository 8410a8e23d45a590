import keras
from keras import layers, Sequential, Input, Model
import argparse
p = argparse.ArgumentParser()
p.add_argument('--units', type=int, default=8)
p.add_argument('--deep', action='store_true')
p.add_argument('--cell', choices=['lstm', 'gru'], default='gru')
a = p.parse_args()
model = Sequential([Input((5, 3)), (layers.LSTM if a.cell == 'lstm' else layers.GRU)(a.units)])
if a.deep: model.add(layers.Dense(100))
