from keras import layers, Sequential, Input
import argparse
q = argparse.ArgumentParser(add_help=False)
q.add_argument('--u', default=4)
p = argparse.ArgumentParser(parents=[q])
try: n = p.parse_args().u
except AttributeError: n = 9
model = Sequential([Input((3,)), layers.Dense(n)])
