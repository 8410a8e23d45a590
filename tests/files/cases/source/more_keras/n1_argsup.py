from keras import layers, Sequential, Input
import argparse
p = argparse.ArgumentParser()
p.add_argument('--units', default=argparse.SUPPRESS)
a = p.parse_args()
n = getattr(a, 'units', 6)
model = Sequential([Input((3,)), layers.Dense(n)])
