from keras import layers, Sequential, Input
import argparse
p = argparse.ArgumentParser(argument_default=7)
p.add_argument('--units')
n = p.parse_args().units
model = Sequential([Input((3,)), layers.Dense(n)])
