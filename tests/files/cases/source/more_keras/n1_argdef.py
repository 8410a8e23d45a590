from keras import layers, Sequential, Input
import argparse
p = argparse.ArgumentParser()
p.set_defaults(units=5)
p.add_argument('--units', default=3)
n = p.parse_args().units
model = Sequential([Input((3,)), layers.Dense(n)])
