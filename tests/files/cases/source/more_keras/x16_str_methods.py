import keras
from keras import layers, Sequential, Input, Model
s = 'block_{:>3}|{!r}'.format(7, 'a')
model = Sequential([Input((10,)), layers.Dense(len(s)), layers.Dense(s.find('7')), layers.Dense('%03d' % 7 == '007' and 5 or 2)])
